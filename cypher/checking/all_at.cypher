// purpose: read all links there are, in force or not, for where a touchpoint was, by the record it was stated for
// params: none
// returns: source, target, record, happened_on, kind, since, until
MATCH (a:Touchpoint)-[l:AT]->(b:StatedAddress)
RETURN a.key AS source, b.key AS target, l.record AS record, l.happened_on AS happened_on, l.kind AS kind, l.since AS since, l.until AS until
