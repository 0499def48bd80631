pub(crate) async fn run(_: crate::args::EnrollmentsArgs) -> Result<(), crate::error::Error> {
    Ok(())
}
