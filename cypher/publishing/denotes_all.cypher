// purpose: read all open links for which address a stated address denotes
// params: forever
// returns: source, target
MATCH (a:StatedAddress)-[l:DENOTES]->(b:Address)
WHERE l.until = $forever
RETURN a.key AS source, b.id AS target
