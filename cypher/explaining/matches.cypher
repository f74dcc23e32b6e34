// purpose: read the evidence that some records have part in, in a generation
// params: records, number
// returns: record_a, record_b, weight, band, model, reason
UNWIND $records AS key
MATCH (r:Record {key: key})-[l:MATCHES|WAS_MATCHES]-(o:Record)
WHERE l.since <= $number AND l.until > $number
RETURN r.key AS record_a, o.key AS record_b, l.weight AS weight, l.band AS band, l.model AS model, l.reason AS reason
