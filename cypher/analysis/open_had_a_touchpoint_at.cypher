// purpose: write links of the analysts' copy that say: had a touchpoint at
// params: rows
// returns: written
UNWIND $rows AS row
MATCH (a:Household {id: row.source})
MATCH (b:Household {id: row.target})
CREATE (a)-[:HAD_A_TOUCHPOINT_AT {times: row.times, last_quarter: row.last_quarter, bridge: row.bridge}]->(b)
RETURN count(*) AS written
