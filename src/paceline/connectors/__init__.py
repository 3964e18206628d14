"""Outside formats and services turned into neutral records. No database below this line."""
