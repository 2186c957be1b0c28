"""The conscience: asks, answers, approvals, and the one gate through which a clip may leave."""
