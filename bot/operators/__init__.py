"""Who runs this Porchlight: operators, whose word lets police in. What they decide about is in the rooms above."""
