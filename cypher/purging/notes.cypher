// purpose: read the notes of closed links: they name records and touchpoints
// params: none
// returns: key, sources
MATCH (c:Closing)
RETURN c.key AS key, c.sources AS sources
