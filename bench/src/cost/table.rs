//! Bills side by side, as a table in Markdown.

use super::{Item, Price, total};

/// Two bills of the same items: events that come alone, and in batches.
pub fn table(single: &[Item], batched: &[Item]) -> String {
    assert!(single.iter().map(|it| it.name).eq(batched.iter().map(|it| it.name)), "other items");
    let mut lines = vec![
        "| item | price | single: per million events | single: $ | batched: per million events | batched: $ |".to_owned(),
        "|---|---|--:|--:|--:|--:|".to_owned(),
    ];
    lines.extend(single.iter().zip(batched).map(|(single, batched)| row(single, batched)));
    let (single, batched) = (total(single), total(batched));
    lines.push(format!("| **total** | | | **{single:.2}** | | **{batched:.2}** |"));
    lines.join("\n") + "\n"
}

/// A bill for so many of something.
pub fn table_of_one(items: &[Item], many: &str) -> String {
    let mut lines = vec![format!("| item | price | {many} | $ |"), "|---|---|--:|--:|".to_owned()];
    lines.extend(items.iter().map(|it| {
        let (price, quantity) = (price_text(&it.price), quantity(it.quantity));
        format!("| {} | {price} | {quantity} | {:.4} |", it.name, it.dollars())
    }));
    lines.push(format!("| **total** | | | **{:.3}** |", total(items)));
    lines.join("\n") + "\n"
}

fn row(single: &Item, batched: &Item) -> String {
    let Item { name, price, .. } = single;
    let price = price_text(price);
    let figures = [single, batched].map(|it| (quantity(it.quantity), it.dollars()));
    let [(single, single_dollars), (batched, batched_dollars)] = figures;
    format!(
        "| {name} | {price} | {single} | {single_dollars:.3} | {batched} | {batched_dollars:.3} |"
    )
}

/// As in "$0.50 per million requests": at least cents, and all that there is behind them.
fn price_text(price: &Price) -> String {
    let Price { dollars, per, unit } = price;
    let (cents, all) = (format!("{dollars:.2}"), dollars.to_string());
    let dollars = if all.len() > cents.len() { all } else { cents };
    let million = if *per > 1.0 { "million " } else { "" };
    format!("${dollars} per {million}{unit}")
}

/// Whole, with commas, or with three decimals if there is little of it.
fn quantity(quantity: f64) -> String {
    if quantity < 100.0 {
        return format!("{quantity:.3}");
    }
    let digits = format!("{quantity:.0}");
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .filter_map(|group| std::str::from_utf8(group).ok())
        .collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_short_and_prices_whole() {
        let texts = [0.0, 0.0124, 99.9994, 100.0, 999.6, 1_234_567.8].map(quantity);
        assert_eq!(texts, ["0.000", "0.012", "99.999", "100", "1,000", "1,234,568"]);
        let price = |dollars, per| price_text(&Price { dollars, per, unit: "x" });
        assert_eq!(price(1.0, 1e6), "$1.00 per million x");
        assert_eq!(price(0.3, 1.0), "$0.30 per x");
        assert_eq!(price(0.000_013_333_4, 1.0), "$0.0000133334 per x");
    }

    #[test]
    fn a_row_for_each_item_and_one_for_the_totals() {
        let price = Price { dollars: 0.5, per: 1e6, unit: "requests" };
        let bill = |quantity| {
            let item = |name| Item { name, price, quantity };
            [item("one"), item("other")]
        };
        let expected = "\
| item | price | single: per million events | single: $ | batched: per million events | batched: $ |
|---|---|--:|--:|--:|--:|
| one | $0.50 per million requests | 2,000,000 | 1.000 | 100,000 | 0.050 |
| other | $0.50 per million requests | 2,000,000 | 1.000 | 100,000 | 0.050 |
| **total** | | | **2.00** | | **0.10** |
";
        assert_eq!(table(&bill(2e6), &bill(1e5)), expected);
    }

    #[test]
    #[should_panic(expected = "other items")]
    fn bills_of_other_items_are_not_put_side_by_side() {
        let price = Price { dollars: 1.0, per: 1.0, unit: "x" };
        table(&[Item { name: "one", price, quantity: 1.0 }], &[]);
    }
}
