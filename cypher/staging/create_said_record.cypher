// purpose: create new records with what they say of their person and the search keys they are found by
// params: rows, number, forever
// returns: opened
UNWIND $rows AS row
CREATE (a:Record {key: row.key, partner: row.partner, source_id: row.source_id})-[:SAYS {since: $number, until: $forever, stated_on: row.stated_on}]->(:Details {key: row.details, title: row.title, forenames: row.forenames, surname: row.surname, known_as: row.known_as, born_on: row.born_on, sex: row.sex})
WITH a, row
UNWIND row.found_by AS found
MERGE (b:SearchKey {key: found})
CREATE (a)-[:FOUND_BY {since: $number, until: $forever}]->(b)
RETURN count(*) AS opened
