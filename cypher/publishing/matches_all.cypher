// purpose: read all open links for the evidence between two records
// params: forever
// returns: source, target, weight, band, model, reason
MATCH (a:Record)-[l:MATCHES]->(b:Record)
WHERE l.until = $forever
RETURN a.key AS source, b.key AS target, l.weight AS weight, l.band AS band, l.model AS model, l.reason AS reason
