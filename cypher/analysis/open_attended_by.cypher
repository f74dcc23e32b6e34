// purpose: write links of the analysts' copy that say: attended by
// params: rows
// returns: written
UNWIND $rows AS row
MATCH (a:Place {id: row.source})
MATCH (b:Agency {id: row.target})
CREATE (a)-[:ATTENDED_BY {touchpoints: row.touchpoints}]->(b)
RETURN count(*) AS written
