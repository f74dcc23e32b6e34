// purpose: read the evidence between records in a generation
// params: number
// returns: record_a, record_b, weight, band, model, reason
MATCH (a:Record)-[l:MATCHES]->(b:Record)
WHERE l.since <= $number AND l.until > $number
RETURN a.key AS record_a, b.key AS record_b, l.weight AS weight, l.band AS band, l.model AS model, l.reason AS reason
