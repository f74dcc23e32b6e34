// purpose: read the identifiers of all records
// params: forever
// returns: record, kind, value, verified
MATCH (r:Record)-[x:HAS_IDENTIFIER]->(i:Identifier)
WHERE x.until = $forever
RETURN r.key AS record, i.kind AS kind, i.value AS value, x.verified AS verified
