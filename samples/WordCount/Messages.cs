using Actors;
using Actors.Remote;

namespace WordCount;

/// <summary>To a splitter: a line of the text, counted for the job of that id.</summary>
[Message("line")]
public sealed record Line(string Job, string Text, ActorRef<Finished>? Finish);

/// <summary>From a splitter that has been told <see cref="Line.Finish"/>: all its words have been counted.</summary>
[Message("finished")]
public sealed record Finished(string Node, long Words, IReadOnlyList<string> Distinct);

/// <summary>To a word: counts <paramref name="Count"/> more of it; where a reply is wanted, says how many there are.</summary>
[Message("word")]
public sealed record Word(long Count, ActorRef<Counted>? ReplyTo, bool Forget = false);

/// <summary>From a word: how often it was counted, and who counts it.</summary>
[Message("counted")]
public sealed record Counted(long Count, string Node, long FencingToken);

/// <summary>The codecs of these messages.</summary>
[MessageManifest]
public static partial class WordCountMessages;
