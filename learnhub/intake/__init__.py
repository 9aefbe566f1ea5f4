"""Old 台账 and registers that offices bring as tables."""
