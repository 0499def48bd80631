//! AWS in memory.
