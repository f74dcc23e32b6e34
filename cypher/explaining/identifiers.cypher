// purpose: read the identifiers of some records in a generation
// params: records, number
// returns: record, kind, value, verified
UNWIND $records AS key
MATCH (r:Record {key: key})-[x:HAS_IDENTIFIER|WAS_HAS_IDENTIFIER]->(i:Identifier)
WHERE x.since <= $number AND x.until > $number
RETURN r.key AS record, i.kind AS kind, i.value AS value, x.verified AS verified
