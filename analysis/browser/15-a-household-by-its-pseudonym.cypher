// A household by its pseudonym, with all that it is tied to, as a picture (paste the pseudonym into the parameter)
// :param household => 'h-0000000000000000'
MATCH path = (:Household {id: $household})-[]-()
RETURN path
