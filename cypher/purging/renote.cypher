// purpose: leave out of a note the keys that are no more
// params: key, sources
// returns: nothing
MATCH (c:Closing {key: $key})
SET c.sources = $sources
