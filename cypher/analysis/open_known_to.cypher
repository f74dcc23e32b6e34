// purpose: write links of the analysts' copy that say: known to
// params: rows
// returns: written
UNWIND $rows AS row
MATCH (a:Household {id: row.source})
MATCH (b:Agency {id: row.target})
CREATE (a)-[:KNOWN_TO]->(b)
RETURN count(*) AS written
