"""Everything between the name of a data set and uint8 arrays with labels and a split."""
