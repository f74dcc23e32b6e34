// purpose: read all links there are, in force or not, for the evidence between two records
// params: none
// returns: source, target, weight, band, model, reason, since, until
MATCH (a:Record)-[l:MATCHES]->(b:Record)
RETURN a.key AS source, b.key AS target, l.weight AS weight, l.band AS band, l.model AS model, l.reason AS reason, l.since AS since, l.until AS until
