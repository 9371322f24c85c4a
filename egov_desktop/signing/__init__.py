"""Signing (签名) with a certificate file, and judging signatures; never touches the network."""
