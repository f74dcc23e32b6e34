// purpose: read all links there are, in force or not, for the search keys of a record
// params: none
// returns: source, target, since, until
MATCH (a:Record)-[l:FOUND_BY]->(b:SearchKey)
RETURN a.key AS source, b.key AS target, l.since AS since, l.until AS until
