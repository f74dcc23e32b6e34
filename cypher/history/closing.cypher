// purpose: read the nodes that one note names
// params: key
// returns: sources
MATCH (c:Closing {key: $key})
RETURN c.sources AS sources
