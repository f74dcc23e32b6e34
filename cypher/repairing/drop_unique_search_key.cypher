// purpose: drop the index of SearchKey nodes by their key, to make it anew
// params: none
// returns: nothing
DROP CONSTRAINT unique_search_key IF EXISTS
