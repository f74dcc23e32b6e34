// purpose: find places by institution
// params: none
// returns: nothing
CREATE INDEX place_institution IF NOT EXISTS FOR (n:Place) ON (n.institution)
