// purpose: read all open links for which address a stated address denotes
// params: forever
// returns: packed source, target
MATCH (a:StatedAddress)-[l:DENOTES]->(b:Address)
WHERE l.until = $forever
RETURN collect([a.key, b.id]) AS packed
