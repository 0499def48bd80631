pub(crate) async fn run(_: crate::args::LearnerArgs) -> Result<(), crate::error::Error> {
    Ok(())
}
