"""Review: the queue, rules and analysts' judgements."""
