// purpose: read all links there are, in force or not, for which address a stated address denotes
// params: none
// returns: source, target, since, until
MATCH (a:StatedAddress)-[l:DENOTES]->(b:Address)
RETURN a.key AS source, b.id AS target, l.since AS since, l.until AS until
