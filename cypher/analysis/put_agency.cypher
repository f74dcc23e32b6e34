// purpose: write agencies of the analysts' copy, new ones and changed ones
// params: rows
// returns: written
UNWIND $rows AS row
MERGE (n:Agency {id: row.id})
SET n.name = row.name
RETURN count(*) AS written
