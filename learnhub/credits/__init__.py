"""学习积分 and recognised minutes: a ledger settled from the evidence of learning."""
