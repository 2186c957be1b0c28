"""The public record: entries that are only ever added."""
