"""Pure decisions and computations on sources and samples."""
