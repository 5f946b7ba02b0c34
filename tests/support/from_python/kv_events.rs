// The messages of Python's `kv_events`, by msgspec_to_rust.py.

use klaw_runtime::{Value, WireMessage};

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like)]
pub struct KVEventBatch<'a> {
    pub ts: f64,
    pub events: Vec<BlockStoredOrBlockRemovedOrAllBlocksCleared<'a>>,
    #[wire(default)]
    pub data_parallel_rank: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like)]
pub enum BlockStoredOrBlockRemovedOrAllBlocksCleared<'a> {
    BlockStored(BlockStored<'a>),
    BlockRemoved(BlockRemoved<'a>),
    AllBlocksCleared(AllBlocksCleared),
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like, tag = "BlockStored")]
pub struct BlockStored<'a> {
    pub block_hashes: Vec<Value<'a> /* bytes | int */>,
    pub parent_block_hash: Value<'a> /* bytes | int | none */,
    pub token_ids: Vec<i64>,
    pub block_size: i64,
    pub lora_id: Option<i64>,
    #[wire(default)]
    pub medium: Option<String>,
    #[wire(default)]
    pub lora_name: Option<String>,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like, tag = "BlockRemoved")]
pub struct BlockRemoved<'a> {
    pub block_hashes: Vec<Value<'a> /* bytes | int */>,
    #[wire(default)]
    pub medium: Option<String>,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like, tag = "AllBlocksCleared")]
pub struct AllBlocksCleared {}
