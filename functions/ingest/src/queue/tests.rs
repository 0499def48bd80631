use super::*;

fn message(event: usize, bytes: usize) -> Message {
    Message {
        event,
        body: "x".repeat(bytes),
        group_id: "group".to_owned(),
        deduplication_id: event.to_string(),
    }
}

fn sizes(messages: impl IntoIterator<Item = usize>) -> Vec<usize> {
    let messages = messages.into_iter().enumerate();
    let batches = batches(messages.map(|(event, bytes)| message(event, bytes)).collect());
    for batch in &batches {
        assert!(batch.iter().map(|message| message.body.len()).sum::<usize>() <= 262_144);
    }
    let order: Vec<usize> = batches.iter().flatten().map(|message| message.event).collect();
    assert!(order.is_sorted() && order.len() == batches.iter().map(Vec::len).sum::<usize>());
    batches.iter().map(Vec::len).collect()
}

#[test]
fn a_batch_has_at_most_ten_messages() {
    assert_eq!(sizes([1; 0]), [0; 0]);
    assert_eq!(sizes([1; 10]), [10]);
    assert_eq!(sizes([1; 25]), [10, 10, 5]);
}

#[test]
fn a_batch_has_at_most_256_kilobytes() {
    assert_eq!(sizes([65_536; 9]), [4, 4, 1]);
    assert_eq!(sizes([65_536, 65_536, 65_536, 65_535, 1, 1]), [5, 1]);
}
