//! Which hosts files are downloaded from.

use reqwest::Url;

use crate::endpoint::has_no_user;
use crate::{AlmError, Endpoint};

/// Reads the address of a file. It must be on the endpoint's own host, or by https on the
/// standard port of a host of Adobe's or of a bucket in S3, where ALM puts its reports.
pub(crate) fn allowed(address: &str, endpoint: &Endpoint) -> Result<Url, AlmError> {
    let url = Url::parse(address).map_err(|_| AlmError::Malformed("no address of a file"))?;
    let host = url.host_str().unwrap_or_default();
    let is_known = url.scheme() == "https"
        && url.port().is_none()
        && has_no_user(&url)
        && (is_adobe(host) || is_s3(host));
    if is_known || endpoint.is_origin_of(&url) {
        Ok(url)
    } else {
        Err(AlmError::HostNotAllowed { host: host.to_owned() })
    }
}

fn is_adobe(host: &str) -> bool {
    host.strip_suffix(".adobe.com").is_some_and(|name| !name.is_empty())
}

/// `bucket.s3.amazonaws.com`, `s3.region.amazonaws.com` and `bucket.s3.region.amazonaws.com`
/// (Amazon S3 user guide). Other services have hosts below `amazonaws.com` too, and so has
/// whoever rents a machine there.
fn is_s3(host: &str) -> bool {
    let Some(name) = host.strip_suffix(".amazonaws.com") else { return false };
    let mut labels = name.rsplit('.');
    match (labels.next(), labels.next()) {
        (Some("s3"), Some(bucket)) => !bucket.is_empty(),
        (Some(region), Some("s3")) => is_region(region),
        _ => false,
    }
}

/// `us-east-1`, `us-gov-west-1` and the like.
fn is_region(label: &str) -> bool {
    let parts: Vec<&str> = label.split('-').collect();
    let (Some((number, area)), true) = (parts.split_last(), parts.len() >= 3) else {
        return false;
    };
    let is_word = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    area[0].len() == 2 && area.iter().all(is_word) && number.parse::<u8>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Region;

    fn host_of(address: &str) -> Result<String, AlmError> {
        allowed(address, &Endpoint::of(Region::Us)).map(|url| url.host_str().unwrap().to_owned())
    }

    #[test]
    fn reports_come_from_alm_adobe_and_s3() {
        for address in [
            "https://learningmanager.adobe.com/primeapi/v2/jobs/4593/download",
            "https://cpcontents.adobe.com/report.csv?Signature=x",
            "https://alm-reports.s3.amazonaws.com/1010/users.csv?X-Amz-Signature=x",
            "https://alm.reports.s3.amazonaws.com/users.csv",
            "https://s3.us-east-1.amazonaws.com/alm-reports/users.csv",
            "https://alm-reports.s3.ap-south-1.amazonaws.com:443/users.csv",
            "https://alm-reports.s3.us-gov-west-1.amazonaws.com/users.csv",
            "HTTPS://ALM-REPORTS.S3.EU-WEST-1.AMAZONAWS.COM/users.csv",
        ] {
            assert!(host_of(address).is_ok(), "{address}");
        }
    }

    #[test]
    fn nothing_comes_from_anywhere_else() {
        for address in [
            "http://learningmanager.adobe.com/report.csv",
            "http://alm-reports.s3.amazonaws.com/users.csv",
            "https://adobe.com/report.csv",
            "https://.adobe.com/report.csv",
            "https://evil-adobe.com/report.csv",
            "https://cpcontents.adobe.com.evil.com/report.csv",
            "https://cpcontents.adobe.com./report.csv",
            "https://cpcontents.adobe.com:8443/report.csv",
            "https://evil.com/#.amazonaws.com",
            "https://evil.com/?.s3.amazonaws.com",
            "https://evil.com/x.s3.amazonaws.com",
            "https://evil.com\\.s3.amazonaws.com",
            "https://cpcontents.adobe.com@evil.com/report.csv",
            "https://x.s3.amazonaws.com:443@evil.com/report.csv",
            "https://user:pass@x.s3.amazonaws.com/report.csv",
            "https://user@cpcontents.adobe.com/report.csv",
            "https://x.s3.amazonaws.com.evil.com/report.csv",
            "https://xs3.amazonaws.com/report.csv",
            "https://.s3.amazonaws.com/report.csv",
            "https://s3.evil.amazonaws.com/report.csv",
            "https://s3.compute-1.amazonaws.com/report.csv",
            "https://ec2-3-4-5-6.us-east-1.compute.amazonaws.com/report.csv",
            "https://s3.us-east-1.elb.amazonaws.com/report.csv",
            "https://x.execute-api.us-east-1.amazonaws.com/report.csv",
            "https://x.lambda-url.us-east-1.on.aws/report.csv",
            "https://s3.us-east-1.amazonaws.com.cn/report.csv",
            "https://169.254.169.254/latest/meta-data",
            "https://[::1]/report.csv",
            "https://127.0.0.1/report.csv",
            "https://0x7f000001/report.csv",
            "https://localhost/report.csv",
            "https://аdobe.com/report.csv",
            "https://x.аdobe.com/report.csv",
            "file:///etc/passwd",
            "data:text/csv,a.adobe.com",
        ] {
            let refused = host_of(address).unwrap_err();
            assert!(matches!(refused, AlmError::HostNotAllowed { .. }), "{address}: {refused}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for address in
            ["", "report.csv", "//x.adobe.com/report.csv", "https://", "https://x.adobe.com:x/"]
        {
            assert_eq!(host_of(address), Err(AlmError::Malformed("no address of a file")));
        }
    }

    #[test]
    fn an_alm_on_this_machine_serves_its_own_files() {
        let endpoint: Endpoint = "http://127.0.0.1:4571".parse().unwrap();
        let is_allowed = |address| allowed(address, &endpoint).is_ok();
        assert!(is_allowed("http://127.0.0.1:4571/files/1.csv"));
        assert!(!is_allowed("http://127.0.0.1:4572/files/1.csv"));
        assert!(!is_allowed("http://127.0.0.2:4571/files/1.csv"));
        assert!(!is_allowed("https://127.0.0.1:4571/files/1.csv"));
        assert!(!is_allowed("http://user@127.0.0.1:4571/files/1.csv"));
    }
}
