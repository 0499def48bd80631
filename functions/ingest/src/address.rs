//! Where a request was sent.

use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;

/// The route of what no other route takes.
const CATCH_ALL: &str = "$default";
/// The address of the webhook, segment by segment.
const WEBHOOK: [&str; 2] = ["webhooks", "alm"];

/// Where a request was sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Address {
    /// To the webhook, in any spelling.
    #[default]
    Webhook,
    /// To an address that nothing of the stack has.
    Elsewhere,
}

impl Address {
    /// The address of a request: API Gateway's routes match exactly, so the catch-all route also
    /// gets the webhook's address with a slash at its end, or in capitals.
    pub fn of(request: &ApiGatewayV2httpRequest) -> Self {
        let is_routed = request.route_key.as_deref().is_some_and(|route| route != CATCH_ALL);
        let path = request.raw_path.as_deref().unwrap_or_default();
        if is_routed || is_webhook(path) { Self::Webhook } else { Self::Elsewhere }
    }
}

/// Whether a path ends in the webhook's, whatever case and however many slashes it has. What
/// comes before may be the path of a custom domain.
fn is_webhook(path: &str) -> bool {
    let mut segments = path.trim().rsplit('/').filter(|it| !it.is_empty());
    WEBHOOK.iter().rev().all(|known| {
        segments.next().is_some_and(|segment| segment.trim().eq_ignore_ascii_case(known))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(route: &str, path: &str) -> Address {
        let mut request = ApiGatewayV2httpRequest::default();
        request.route_key = Some(route.to_owned());
        request.raw_path = Some(path.to_owned());
        Address::of(&request)
    }

    #[test]
    fn every_spelling_of_the_webhooks_address_is_the_webhook() {
        for path in [
            "/webhooks/alm",
            "/webhooks/alm/",
            "//webhooks//alm//",
            "/Webhooks/ALM",
            "/company/webhooks/alm",
        ] {
            assert_eq!(address(CATCH_ALL, path), Address::Webhook, "{path}");
        }
        assert_eq!(address("POST /webhooks/alm", "/prod/anything"), Address::Webhook);
    }

    #[test]
    fn other_addresses_are_elsewhere() {
        for path in
            ["/", "", "/alm", "/webhooks", "/webhook/alm", "/webhooks/alm/x", "/wp-login.php"]
        {
            assert_eq!(address(CATCH_ALL, path), Address::Elsewhere, "{path}");
        }
    }
}
