// purpose: write persons of the analysts' copy, new ones and changed ones
// params: rows
// returns: written
UNWIND $rows AS row
MERGE (n:Person {id: row.id})
SET n.birth = row.birth, n.sex = row.sex, n.place = row.place
RETURN count(*) AS written
