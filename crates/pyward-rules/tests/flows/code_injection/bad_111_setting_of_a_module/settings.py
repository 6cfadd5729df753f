FORMULA = "base * 2"
