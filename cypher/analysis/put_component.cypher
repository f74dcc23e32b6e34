// purpose: write components of the analysts' copy, new ones and changed ones
// params: rows
// returns: written
UNWIND $rows AS row
MERGE (n:Component {id: row.id})
SET n.households = row.households, n.ties = row.ties, n.density = row.density, n.bridges = row.bridges, n.agencies = row.agencies
RETURN count(*) AS written
