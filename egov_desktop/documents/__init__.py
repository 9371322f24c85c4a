"""Documents (文件): the packet as PDF, looking into attachments, pages as pictures."""
