// purpose: read all links there are, in force or not, for the identifiers of a record
// params: none
// returns: source, target, verified, since, until
MATCH (a:Record)-[l:HAS_IDENTIFIER]->(b:Identifier)
RETURN a.key AS source, b.key AS target, l.verified AS verified, l.since AS since, l.until AS until
