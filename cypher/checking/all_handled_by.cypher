// purpose: read all links there are, in force or not, for who dealt with a touchpoint, by the record it was stated for
// params: none
// returns: source, target, record, since, until
MATCH (a:Touchpoint)-[l:HANDLED_BY]->(b:Professional)
RETURN a.key AS source, b.key AS target, l.record AS record, l.since AS since, l.until AS until
