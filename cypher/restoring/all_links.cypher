// purpose: read every link with its type and what names its ends
// params: none
// returns: kind, source, target, properties
MATCH (a)-[l]->(b)
RETURN type(l) AS kind, coalesce(a.key, a.id, a.number) AS source, coalesce(b.key, b.id, b.code) AS target, properties(l) AS properties
