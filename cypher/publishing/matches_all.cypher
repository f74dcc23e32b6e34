// purpose: read all open links for the evidence between two records
// params: forever
// returns: packed source, target, weight, band, model, reason
MATCH (a:Record)-[l:MATCHES]->(b:Record)
WHERE l.until = $forever
RETURN collect([a.key, b.key, l.weight, l.band, l.model, l.reason]) AS packed
