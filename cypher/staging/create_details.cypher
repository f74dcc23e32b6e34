// purpose: create Details nodes that are known not to exist
// params: rows
// returns: nothing
UNWIND $rows AS row
CREATE (:Details {key: row.key, title: row.title, forenames: row.forenames, surname: row.surname, known_as: row.known_as, born_on: row.born_on, sex: row.sex})
