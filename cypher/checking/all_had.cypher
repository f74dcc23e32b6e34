// purpose: read all links there are, in force or not, for the touchpoints a record had
// params: none
// returns: source, target, happened_on, kind, since, until
MATCH (a:Record)-[l:HAD]->(b:Touchpoint)
RETURN a.key AS source, b.key AS target, l.happened_on AS happened_on, l.kind AS kind, l.since AS since, l.until AS until
