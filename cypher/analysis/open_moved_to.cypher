// purpose: write links of the analysts' copy that say: moved to
// params: rows
// returns: written
UNWIND $rows AS row
MATCH (a:Household {id: row.source})
MATCH (b:Household {id: row.target})
CREATE (a)-[:MOVED_TO {times: row.times, last_quarter: row.last_quarter, bridge: row.bridge}]->(b)
RETURN count(*) AS written
