// purpose: read the identifiers of all records
// params: forever
// returns: packed record, kind, value, verified
MATCH (r:Record)-[x:HAS_IDENTIFIER]->(i:Identifier)
WHERE x.until = $forever
RETURN collect([r.key, i.kind, i.value, x.verified]) AS packed
