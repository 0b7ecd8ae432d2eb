"""XLSForm: forms as Excel workbooks (sheets `survey`, `choices`, `settings`), in and out. Source: xlsform.org."""
